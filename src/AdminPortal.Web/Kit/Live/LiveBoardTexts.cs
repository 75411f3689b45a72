namespace AdminPortal.Web.Kit.Live;

/// <summary>Marks the resource files with the words about the age of live figures.</summary>
public sealed class LiveBoardTexts;
