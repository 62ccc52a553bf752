import * as v from "valibot";
import { GpuReportSchema } from "./gpuPage.js";
import { readMessage } from "./readMessage.js";
import { viewCommands, type ViewToHost } from "./view.js";

const Span = v.object({
  start: v.pipe(v.number(), v.integer(), v.minValue(0)),
  end: v.pipe(v.number(), v.integer(), v.minValue(0)),
  second: v.exactOptional(v.literal(true)),
});

const Token = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** More than any text here has. */
const mostTokens = 1_000_000;

const Message = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("refresh") }),
  v.object({
    type: v.literal("rerun"),
    runId: v.string(),
    control: v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(256)),
    forced: v.pipe(
      v.array(
        v.object({
          token: Token,
          from: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
          keep: v.boolean(),
        }),
      ),
      v.maxLength(mostTokens),
    ),
  }),
  v.object({ type: v.literal("settled") }),
  v.object({ type: v.literal("sweep"), action: v.picklist(["start", "continue", "cancel"]) }),
  v.object({ type: v.literal("hover"), span: v.nullable(Span) }),
  v.object({
    type: v.literal("layer"),
    layer: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),
  v.object({ type: v.literal("reveal"), span: Span }),
  v.object({ type: v.literal("command"), command: v.picklist(viewCommands) }),
  v.object({ type: v.literal("comparing"), comparing: v.boolean() }),
  v.object({ type: v.literal("chosen"), runId: v.string(), tokens: v.pipe(v.array(Token), v.maxLength(mostTokens)) }),
  v.object({ type: v.literal("gpu"), report: GpuReportSchema }),
]);

/** Reads a message from the webview, which is not trusted. Throws SkimError "message". */
export function parseViewMessage(message: unknown): ViewToHost {
  return readMessage(Message, message, "The skim view");
}
