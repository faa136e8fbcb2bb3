"""One archive for a computer room without network."""
