"""The live transcript of a call: a client of a speech recogniser, sealed sentences, and who reads them."""
