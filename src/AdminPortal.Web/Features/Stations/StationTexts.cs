namespace AdminPortal.Web.Features.Stations;

/// <summary>Marks the resource files with the texts of check-in stations and of the page that makes their codes.</summary>
public sealed class StationTexts;
