namespace AdminPortal.Web.Features.Nodes;

/// <summary>Marks the resource files with the texts of the system page.</summary>
public sealed class NodeTexts;
