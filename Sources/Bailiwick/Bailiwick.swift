// Bailiwick
