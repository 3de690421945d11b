"""What nobody should send, sent: each gets a clear refusal or a kind page, and loses nothing."""
