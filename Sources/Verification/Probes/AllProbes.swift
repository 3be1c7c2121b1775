extension Probe {
  /// Every probe, in the order of reports.
  package static let all = reading + telling + writing + escaping

  /// Rows of somebody else come back.
  private static let reading: [Probe] = [
    .selectById, .selectAll, .orTrue, .unionAll, .wholeRow, .subquery, .commonTableExpression, .lateralJoin,
    .windowFunction, .extremes, .tableSample, .byPlace, .forUpdate, .forKeyShare, .copyTableOut, .copyQueryOut, .cursor,
    .preparedPlan, .genericPlan, .serializable, .afterSavepoint, .unboundTransaction, .temporaryView, .createTableAs,
    .selectInto, .queryToXml, .tableToXml, .schemaToXml, .textStatistics, .everyTable, .everyView,
    .everyMaterializedView, .everyDefinerRoutine, .tomorrowsTable, .leakyFunction, .leakyOperator, .errorText,
    .columnStatistics, .extendedStatistics, .rawStatistics, .estimatingOperator, .constraintDetail, .conflictCondition,
    .conflictReturning, .modifyingWith, .deleteReturning, .planAcrossRoles, .inlinedFunction, .parallelWorkers,
    .largeObject, .activity,
  ]

  /// It can be told whether somebody else has a row.
  private static let telling: [Probe] = [
    .countById, .divisionByZero, .updateByIdCount, .deleteByIdCount, .duplicateKey, .conflictDoNothing, .referenceById,
    .explainAnalyze, .sequencePosition, .tableSize, .roleList, .listen,
  ]

  /// Rows of somebody else change.
  private static let writing: [Probe] = [
    .insertForOther, .insertReturning, .copyIn, .updateById, .updateAll, .stealRow, .giveRow, .deleteById, .deleteAll,
    .truncate, .upsert, .conflictByConstraint, .mergeInsert, .mergeUpdate, .mergeDelete, .updateFrom, .deleteUsing,
    .whereCurrentOf, .writeEveryView, .repointChild, .childOfTheirs, .largeObjectWrite, .withoutTriggers,
  ]

  /// The caller becomes more than it is.
  private static let escaping: [Probe] = [
    .rowSecurityOff, .resetRole, .everyRole, .everyLogin, .grantOwner, .bypassAttribute, .superuserAttribute,
    .createRole, .disableRowSecurity, .noForce, .createPolicy, .takeOwnership, .alterTable, .dropTable, .createTrigger,
    .createRule, .referenceTable, .createInPublic, .createSchema, .shadowedFunction, .shadowedTable, .plantedSetting,
    .forgedBinding, .applicationName, .runAProgram, .readAFile, .listFiles, .internalFunction, .replicationSlot,
    .publication,
    .serverSetting, .maintenance, .lockTable, .cancelOthers, .identityRemoved, .identityRead,
  ]
}
