namespace AdminPortal.Web.Kit.Lists;

/// <summary>One choice of a <see cref="FilterMenu"/>.</summary>
/// <param name="Value">As it stands in the address.</param>
/// <param name="Text">As it is shown.</param>
public sealed record FilterOption(string Value, string Text);
