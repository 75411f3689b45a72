namespace AdminPortal.Web.Features.Finance;

/// <summary>Marks the resource files with the texts of invoices and payments.</summary>
public sealed class FinanceTexts;
