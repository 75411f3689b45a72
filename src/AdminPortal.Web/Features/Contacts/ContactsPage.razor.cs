using System.Diagnostics;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;
using Radzen.Blazor;

namespace AdminPortal.Web.Features.Contacts;

/// <summary>The contacts of the tenant.</summary>
public sealed partial class ContactsPage
{
    private const string SearchPart = "search";
    private const string SortPart = "sort";
    private const string OrderPart = "order";
    private const string PagePart = "page";
    private const string SizePart = "size";

    private Page<ContactRow>? page;
    private TimeSpan took;
    private bool loading;
    private int latest;

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [SupplyParameterFromQuery(Name = SearchPart)]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = SortPart)]
    private string? SortText { get; set; }

    [SupplyParameterFromQuery(Name = OrderPart)]
    private string? OrderText { get; set; }

    [SupplyParameterFromQuery(Name = PagePart)]
    private string? PageText { get; set; }

    [SupplyParameterFromQuery(Name = SizePart)]
    private string? SizeText { get; set; }

    private string Sort => SortText is not null && ContactQueries.Sorts.Names.Contains(SortText) ? SortText : ContactQueries.Sorts.Names[0];

    private bool Descending => OrderText == "desc";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var mine = ++latest;
        loading = true;
        var start = Stopwatch.GetTimestamp();
        var found = await Contacts.ListAsync(Actor, Search, ListAddress.Request(PageText, SizeText, Sort, Descending));
        if (mine == latest)
        {
            (page, took, loading) = (found, Stopwatch.GetElapsedTime(start), false);
        }
    }

    private static string Href(ContactRow row) => $"contacts/{ListAddress.Text(row.Id)}";

    private void SortBy((string Column, bool Descending) by) =>
        Address.ChangeQuery(false, (SortPart, by.Column == ContactQueries.Sorts.Names[0] ? null : by.Column), (OrderPart, by.Descending ? "desc" : null), (PagePart, null));

    private RenderFragment Column(string key, string text, string? width, string css, RenderFragment<ContactRow> cell) => builder =>
    {
        builder.OpenComponent<RadzenDataGridColumn<ContactRow>>(0);
        builder.AddComponentParameter(1, nameof(RadzenDataGridColumn<ContactRow>.UniqueID), key);
        builder.AddComponentParameter(2, nameof(RadzenDataGridColumn<ContactRow>.Width), width);
        builder.AddComponentParameter(3, nameof(RadzenDataGridColumn<ContactRow>.CssClass), css);
        builder.AddComponentParameter(4, nameof(RadzenDataGridColumn<ContactRow>.Title), (string)S[text]);
        builder.AddComponentParameter(5, nameof(RadzenDataGridColumn<ContactRow>.HeaderTemplate), (RenderFragment)(head =>
        {
            head.OpenComponent<SortHead>(0);
            head.AddComponentParameter(1, nameof(SortHead.Title), (string)S[text]);
            head.AddComponentParameter(2, nameof(SortHead.Column), key);
            head.AddComponentParameter(3, nameof(SortHead.Sort), Sort);
            head.AddComponentParameter(4, nameof(SortHead.Descending), Descending);
            head.AddComponentParameter(5, nameof(SortHead.OnSort), EventCallback.Factory.Create<(string, bool)>(this, SortBy));
            head.CloseComponent();
        }));
        builder.AddComponentParameter(6, nameof(RadzenDataGridColumn<ContactRow>.Template), cell);
        builder.CloseComponent();
    };
}
