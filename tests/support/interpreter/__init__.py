"""An independent reading of the plan: what Braze must get, by the model alone and no template."""
