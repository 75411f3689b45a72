namespace AdminPortal.Web.Features.CheckIns;

/// <summary>Marks the resource files with the texts of the door page, the history and the scan log.</summary>
public sealed class CheckInTexts;
