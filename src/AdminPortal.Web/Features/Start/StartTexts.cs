namespace AdminPortal.Web.Features.Start;

/// <summary>Marks the resource files with the texts of the start page.</summary>
public sealed class StartTexts;
