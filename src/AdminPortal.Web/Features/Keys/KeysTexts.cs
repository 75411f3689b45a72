namespace AdminPortal.Web.Features.Keys;

/// <summary>Marks the resource files with the texts of the API keys page.</summary>
public sealed class KeysTexts;
