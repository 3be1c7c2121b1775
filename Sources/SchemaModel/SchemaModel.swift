// SchemaModel
