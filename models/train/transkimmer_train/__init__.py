"""Trains skimming and factored classifiers that the extension opens: python -m transkimmer_train --help"""
