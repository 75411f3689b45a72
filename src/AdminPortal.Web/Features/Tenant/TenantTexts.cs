namespace AdminPortal.Web.Features.Tenant;

/// <summary>Marks the resource files with the texts of the organisation page.</summary>
public sealed class TenantTexts;
