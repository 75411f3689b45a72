
namespace AdminPortal.Web.Features.Reports;

/// <summary>
/// Marks the resource files with the texts of the report pages; what is in a report is named by
/// <see cref="AdminPortal.Web.Kit.Texts.ReportTexts"/>.
/// </summary>
public sealed class ReportPageTexts;
