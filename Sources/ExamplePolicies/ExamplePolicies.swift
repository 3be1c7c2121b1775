// ExamplePolicies
