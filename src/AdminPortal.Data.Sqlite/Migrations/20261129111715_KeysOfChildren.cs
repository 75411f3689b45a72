using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class KeysOfChildren : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_CreditOfId",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_ParticipantId_CheckedInAt_DeletedAt",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_Scans_CheckInId",
                table: "Scans",
                column: "CheckInId",
                filter: "[CheckInId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_InvoiceId",
                table: "Payments",
                column: "InvoiceId",
                filter: "[InvoiceId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_CreditOfId_TenantId",
                table: "Invoices",
                columns: new[] { "CreditOfId", "TenantId" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_ParticipantId_TenantId_CheckedInAt_DeletedAt",
                table: "CheckIns",
                columns: new[] { "ParticipantId", "TenantId", "CheckedInAt", "DeletedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ApplicationEvents_ApplicationId",
                table: "ApplicationEvents",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_ApplicationEvents_ParticipantId",
                table: "ApplicationEvents",
                column: "ParticipantId",
                filter: "[ParticipantId] IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Scans_CheckInId",
                table: "Scans");

            migrationBuilder.DropIndex(
                name: "IX_Payments_InvoiceId",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_CreditOfId_TenantId",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_ParticipantId_TenantId_CheckedInAt_DeletedAt",
                table: "CheckIns");

            migrationBuilder.DropIndex(
                name: "IX_ApplicationEvents_ApplicationId",
                table: "ApplicationEvents");

            migrationBuilder.DropIndex(
                name: "IX_ApplicationEvents_ParticipantId",
                table: "ApplicationEvents");

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_CreditOfId",
                table: "Invoices",
                columns: new[] { "TenantId", "CreditOfId" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_ParticipantId_CheckedInAt_DeletedAt",
                table: "CheckIns",
                columns: new[] { "TenantId", "ParticipantId", "CheckedInAt", "DeletedAt" });
        }
    }
}
