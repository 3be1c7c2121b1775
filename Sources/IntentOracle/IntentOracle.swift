// IntentOracle
