namespace AdminPortal.Web.Features.Walls;

/// <summary>Marks the resource files with the texts of wall displays and of the page that makes their links.</summary>
public sealed class WallTexts;
