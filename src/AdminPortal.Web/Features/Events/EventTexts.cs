namespace AdminPortal.Web.Features.Events;

/// <summary>Marks the resource files with the texts of events and their categories.</summary>
public sealed class EventTexts;
