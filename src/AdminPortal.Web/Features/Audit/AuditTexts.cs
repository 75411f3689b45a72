namespace AdminPortal.Web.Features.Audit;

/// <summary>Marks the resource files with the texts of the audit log page.</summary>
public sealed class AuditTexts;
