using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Keys;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace AdminPortal.Tests;

/// <summary>
/// The theory of this project (it stands nearer than xunit's own): cases of a database that this run has not are reported as skipped, by
/// name, instead of being left out.
/// </summary>
[XunitTestCaseDiscoverer("AdminPortal.Tests.ProviderTheoryDiscoverer", "AdminPortal.Tests")]
public sealed class TheoryAttribute : Xunit.TheoryAttribute;

/// <summary>Skips the rows that name a provider without a database, or a language that this machine does not run.</summary>
public sealed class ProviderTheoryDiscoverer(IMessageSink messages) : TheoryDiscoverer(messages)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        Providers.SqlServer is null && dataRow.Contains(Provider.SqlServer)
            ? CreateTestCasesForSkippedDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, "PORTAL_TEST_SQLSERVER is not set.")
            : dataRow.OfType<ExampleLanguage>().Any(language => !Interpreters.AreThere(language))
            ? CreateTestCasesForSkippedDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, "Nothing here runs this language.")
            : base.CreateTestCasesForDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow);
}
