using System.Reflection;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Kit.Texts;

namespace AdminPortal.Tests.Architecture;

/// <summary>Every kind of report can be read in every language.</summary>
public sealed class ReportTextTests
{
    public static TheoryData<string> AllLanguages { get; } = [.. Languages.All.Select(language => language.Name)];

    [Theory, MemberData(nameof(AllLanguages))]
    public void Every_kind_table_column_and_word_has_a_text(string language)
    {
        var texts = ReportTexts.Of(language);
        foreach (var kind in ReportKinds.All)
        {
            Assert.NotEmpty(texts.Kind(kind.Key));
            foreach (var table in kind.Shape)
            {
                Assert.NotEmpty(texts.Table(kind.Key, table.Path));
                Assert.All(table.Columns, column => Assert.NotEmpty(texts.Column(kind.Key, column)));
                Assert.All(table.Columns.SelectMany(column => column.Words), word => Assert.NotEmpty(texts[$"Word_{word}"]));
            }
        }
    }

    [Theory, MemberData(nameof(AllLanguages))]
    public void Every_column_and_filter_of_a_list_has_a_text(string language)
    {
        var texts = ReportTexts.Of(language);
        var lists = typeof(ListOf<,>).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(list => list.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ListOf<,>))
            .Select(property => (dynamic)property.GetValue(null)!)
            .Concat(ReportKinds.Records.Select(kind => ((dynamic)kind).List)).ToList();
        Assert.True(lists.Count >= 7 + ReportKinds.Records.Count);
        foreach (var list in lists)
        {
            foreach (var cell in list.Cells)
            {
                Assert.NotEmpty(texts.Column((string)list.Key, (ReportColumn)cell.Column));
            }

            foreach (var part in list.Filters.All)
            {
                Assert.NotEmpty(texts.Column((string)list.Key, (ReportColumn)part.Column));
            }
        }
    }

    [Fact]
    public void Kinds_have_names_of_their_own_and_charts_draw_columns_that_are_there()
    {
        Assert.Equal(ReportKinds.All.Count, ReportKinds.All.DistinctBy(kind => kind.Key).Count());
        foreach (var table in ReportKinds.All.SelectMany(kind => kind.Shape))
        {
            foreach (var chart in table.Charts)
            {
                Assert.All(chart.Values.Concat(chart.X is null ? [] : [chart.X]), key => table.Place(key));
            }
        }
    }
}
