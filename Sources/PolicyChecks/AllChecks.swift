extension Check {
  /// Every check, by id.
  package static let all: [Check] = [
    .unusedRole, .contradictoryRule, .redundantRule, .writeWithoutSight, .blindInsert, .writeToAllTenants,
    .requireStopsAtParent, .claimContradicted, .claimBrokenByKey, .cascadePastRules, .hiddenColumnDerived,
    .viewPastPolicy, .hiddenColumnInCondition, .uninsertableColumn, .maskRoundTrip, .nullableTenant, .globalUnique,
    .unindexedTenant, .setNullOverTenant, .readableSecret, .selfPromotion, .foreignPolicy, .unlikePartition,
    .nullableComparison, .sharedWrite, .sharedWithTenant, .nullablePerson, .personalToAllTenants, .tenantsByRule,
    .thinReason, .idleCrossing, .idleAccept, .hiddenFromNobody, .unfitMask, .inheritedTwice, .noOwnTenant,
    .definerTrigger, .guardByCurrentUser, .rewriteRule, .published, .listedButHidden, .ownerListed, .unfitRoleName,
    .adoptedRole, .hiddenColumnInView, .unreachableResult, .mutualPromotion, .forgeableBinding, .claimBeyondBinding,
    .idleBeyondLifetime, .longSession, .unheldRole, .personalInShared, .personOfNobody, .directoryByRule,
    .directoryTellsIds,
  ]
}
