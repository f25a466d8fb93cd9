"""The engines that decide: direct (the meaning itself) and durable (forward chaining over decided premises)."""
