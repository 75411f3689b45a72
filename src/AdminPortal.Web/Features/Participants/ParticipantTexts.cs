namespace AdminPortal.Web.Features.Participants;

/// <summary>Marks the resource files with the texts of participants and their import.</summary>
public sealed class ParticipantTexts;
