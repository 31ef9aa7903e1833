"""An independent interpreter of plans: what Braze must get, without any template or JavaScript."""
