class Refused(SystemExit):
    """Ends the command with one line that says what is wrong and what to do."""
    def __init__(self, why):
        super().__init__(f"transkimmer_train: {why}")
