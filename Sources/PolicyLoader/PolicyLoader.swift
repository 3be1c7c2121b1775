// PolicyLoader
