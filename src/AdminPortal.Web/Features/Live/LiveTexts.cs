namespace AdminPortal.Web.Features.Live;

/// <summary>Marks the resource files with the texts of the live dashboard.</summary>
public sealed class LiveTexts;
