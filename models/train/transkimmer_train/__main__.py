"""
Makes a fine-tuned classifier smaller and faster: a BERT, RoBERTa, DistilBERT or ELECTRA folder and a file of labelled texts in, a
bundle that the extension opens out.
"""
import argparse

from . import card, evaluate, factor, skim

COMMANDS = {"skim": skim, "factor": factor, "evaluate": evaluate, "card": card}


def main(given=None):
    parser = argparse.ArgumentParser(prog="python -m transkimmer_train", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        says = command.__doc__.strip()
        one = commands.add_parser(name, help=says.splitlines()[0], description=says)
        command.add_options(one)
        one.set_defaults(run=command.run)
    options = parser.parse_args(given)
    options.run(options)


if __name__ == "__main__":
    main()
