// AccessModel
