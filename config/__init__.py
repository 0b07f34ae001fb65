"""The composition root: settings, wiring of ports to adapters, addresses, command line."""
