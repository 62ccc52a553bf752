// Fetches what the windows need, before the first of them: several at once would each fetch it.
import { findBrowser } from "../browser/find.js";
import { installServer, serverRunsHere } from "./serverInstall.js";

if (serverRunsHere) installServer("current");
findBrowser();
