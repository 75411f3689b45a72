using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ReportIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_InvoiceId",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_PaidAt",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_InvoiceDate",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_InvoiceId_Currency_DeletedAt_Status_GrossMinor",
                table: "Payments",
                columns: new[] { "TenantId", "InvoiceId", "Currency", "DeletedAt", "Status", "GrossMinor" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_PaidAt_DeletedAt_Status_Currency_Gateway_EventId_InvoiceId_GrossMinor_FeeMinor",
                table: "Payments",
                columns: new[] { "TenantId", "PaidAt", "DeletedAt", "Status", "Currency", "Gateway", "EventId", "InvoiceId", "GrossMinor", "FeeMinor" });

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_DeletedAt_CreatedAt_EventId_CategoryId_IsConfirmed_ContactId",
                table: "Participants",
                columns: new[] { "TenantId", "DeletedAt", "CreatedAt", "EventId", "CategoryId", "IsConfirmed", "ContactId" });

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_InvoiceDate_DeletedAt_Status_Kind_EventId_Currency_GrossMinor",
                table: "Invoices",
                columns: new[] { "TenantId", "InvoiceDate", "DeletedAt", "Status", "Kind", "EventId", "Currency", "GrossMinor" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt", "DeletedAt", "ParticipantId", "OutMinute", "Quantity" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_InvoiceId_Currency_DeletedAt_Status_GrossMinor",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_PaidAt_DeletedAt_Status_Currency_Gateway_EventId_InvoiceId_GrossMinor_FeeMinor",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_DeletedAt_CreatedAt_EventId_CategoryId_IsConfirmed_ContactId",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_InvoiceDate_DeletedAt_Status_Kind_EventId_Currency_GrossMinor",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_InvoiceId",
                table: "Payments",
                columns: new[] { "TenantId", "InvoiceId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_PaidAt",
                table: "Payments",
                columns: new[] { "TenantId", "PaidAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_InvoiceDate",
                table: "Invoices",
                columns: new[] { "TenantId", "InvoiceDate" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt" });
        }
    }
}
