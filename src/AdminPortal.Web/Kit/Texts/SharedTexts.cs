namespace AdminPortal.Web.Kit.Texts;

/// <summary>Marks the resource files with the texts that the shell and the shared components use.</summary>
public sealed class SharedTexts;
