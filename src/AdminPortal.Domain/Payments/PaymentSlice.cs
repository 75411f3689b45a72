using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Payments;

/// <summary>Registers payments.</summary>
internal static class PaymentSlice
{
    public static IServiceCollection AddPayments(this IServiceCollection services) => services
        .AddSingleton<PaymentService>()
        .AddSingleton<PaymentQueries>()
        .AddSingleton<PaymentImport>();
}
