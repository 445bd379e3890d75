// A test may name Acme Telecom.
