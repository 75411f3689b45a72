namespace AdminPortal.Domain.Accounts;

/// <summary>What an actor may be allowed to do. People get them through their role, keys through their scopes.</summary>
public enum Permission
{
    /// <summary>See events and categories.</summary>
    ViewEvents,

    /// <summary>Create, change and delete events and categories.</summary>
    ManageEvents,

    /// <summary>See contact data beyond name and category: company, customer number, e-mail.</summary>
    ViewContacts,

    /// <summary>Create, change and delete contacts.</summary>
    ManageContacts,

    /// <summary>Look participants up.</summary>
    ViewParticipants,

    /// <summary>Add, change, import, confirm and remove participants.</summary>
    ManageParticipants,

    /// <summary>See check-ins.</summary>
    ViewCheckIns,

    /// <summary>Check in and out.</summary>
    RecordCheckIns,

    /// <summary>Undo and delete check-ins.</summary>
    CorrectCheckIns,

    /// <summary>See the live figures.</summary>
    ViewLive,

    /// <summary>See reports.</summary>
    ViewReports,

    /// <summary>Download files with personal data.</summary>
    Export,

    /// <summary>Create and revoke wall links.</summary>
    ManageWalls,

    /// <summary>Create and revoke API keys.</summary>
    ManageKeys,

    /// <summary>Invite people, change roles, disable accounts.</summary>
    ManageUsers,

    /// <summary>Read the audit log.</summary>
    ViewAudit,

    /// <summary>Change the tenant itself.</summary>
    ManageTenant,

    /// <summary>See applications.</summary>
    ViewApplications,

    /// <summary>Create, rate, decide and delete applications.</summary>
    ManageApplications,

    /// <summary>See invoices and payments.</summary>
    ViewFinance,

    /// <summary>Create, issue, credit and cancel invoices, record payments.</summary>
    ManageFinance,

    /// <summary>Make new events; nobody has it whose rights end at some events.</summary>
    CreateEvents,
}
