using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ErasedReferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Scans_TenantId_ParticipantId",
                table: "Scans");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_ContactId",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_ContactId",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_ContactId",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_Applications_TenantId_ContactId",
                table: "Applications");

            migrationBuilder.CreateIndex(
                name: "IX_Scans_ParticipantId_TenantId",
                table: "Scans",
                columns: new[] { "ParticipantId", "TenantId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ContactId_TenantId",
                table: "Payments",
                columns: new[] { "ContactId", "TenantId" });

            migrationBuilder.CreateIndex(
                name: "IX_Participants_ContactId_TenantId",
                table: "Participants",
                columns: new[] { "ContactId", "TenantId" });

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_ContactId_TenantId",
                table: "Invoices",
                columns: new[] { "ContactId", "TenantId" });

            migrationBuilder.CreateIndex(
                name: "IX_Applications_ContactId_TenantId",
                table: "Applications",
                columns: new[] { "ContactId", "TenantId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Scans_ParticipantId_TenantId",
                table: "Scans");

            migrationBuilder.DropIndex(
                name: "IX_Payments_ContactId_TenantId",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Participants_ContactId_TenantId",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_ContactId_TenantId",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_Applications_ContactId_TenantId",
                table: "Applications");

            migrationBuilder.CreateIndex(
                name: "IX_Scans_TenantId_ParticipantId",
                table: "Scans",
                columns: new[] { "TenantId", "ParticipantId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_ContactId",
                table: "Payments",
                columns: new[] { "TenantId", "ContactId" });

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_ContactId",
                table: "Participants",
                columns: new[] { "TenantId", "ContactId" });

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_ContactId",
                table: "Invoices",
                columns: new[] { "TenantId", "ContactId" });

            migrationBuilder.CreateIndex(
                name: "IX_Applications_TenantId_ContactId",
                table: "Applications",
                columns: new[] { "TenantId", "ContactId" });
        }
    }
}
