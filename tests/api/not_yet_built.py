"""What the contract promises and the schema does not have yet, by the piece of work that will build it.

A name leaves this list with the change that builds it; nothing else may be missing.
"""

NOT_YET_BUILT = {
    "accounts": """
        RegisterInput CreateUserInput ApiKey CreatedApiKey ApiKeyConnection ApiKeyEdge
        AuditEntry AuditConnection AuditEdge UserConnection UserEdge
        Query.users Query.apiKeys Query.auditLog
        Mutation.register Mutation.verifyEmail Mutation.requestPasswordReset Mutation.resetPassword
        Mutation.changePassword Mutation.updateProfile Mutation.createUser Mutation.setRole Mutation.deactivateUser
        Mutation.setCountries Mutation.inviteUser Mutation.logoutEverywhere Mutation.createApiKey
        Mutation.revokeApiKey
    """,
    "forecasts": """
        Call CallConnection CallEdge
        Sales.callList
    """,
}
