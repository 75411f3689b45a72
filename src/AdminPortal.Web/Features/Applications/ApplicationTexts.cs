namespace AdminPortal.Web.Features.Applications;

/// <summary>Marks the resource files with the texts of applications.</summary>
public sealed class ApplicationTexts;
