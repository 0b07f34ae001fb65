"""One module or folder for each endpoint; checks stand alone, tables give their order."""
