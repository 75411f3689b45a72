using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Invoices;

/// <summary>Registers invoices.</summary>
internal static class InvoiceSlice
{
    public static IServiceCollection AddInvoices(this IServiceCollection services) => services
        .AddSingleton<InvoiceService>()
        .AddSingleton<InvoiceQueries>()
        .AddSingleton<InvoiceFiles>()
        .AddSingleton<InvoiceMail>()
        .AddSingleton<InvoiceImport>();
}
