namespace AdminPortal.Web.Features.Stations;

/// <summary>Marks the resource files with the texts of the doors page and of what the server tells a station.</summary>
public sealed class DoorTexts;
