"""The engines that run generated code: V8 for JavaScript, Braze's dialect of Liquid for webhooks."""
