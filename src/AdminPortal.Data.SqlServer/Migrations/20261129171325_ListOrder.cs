using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class ListOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_EventId_BadgeNumber_Id_DeletedAt",
                table: "Participants",
                columns: new[] { "TenantId", "EventId", "BadgeNumber", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_EventId_CreatedAt_Id_DeletedAt",
                table: "Participants",
                columns: new[] { "TenantId", "EventId", "CreatedAt", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_EventId_Id_DeletedAt_ContactId",
                table: "Participants",
                columns: new[] { "TenantId", "EventId", "Id", "DeletedAt", "ContactId" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_EventId_IsConfirmed_Id_DeletedAt",
                table: "Participants",
                columns: new[] { "TenantId", "EventId", "IsConfirmed", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_EventId_UpdatedAt_Id_DeletedAt",
                table: "Participants",
                columns: new[] { "TenantId", "EventId", "UpdatedAt", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_Id_DeletedAt",
                table: "Participants",
                columns: new[] { "TenantId", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_Id_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt", "Id", "DeletedAt", "ParticipantId", "OutMinute", "Quantity" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_Id_DeletedAt",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_EventId_BadgeNumber_Id_DeletedAt",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_EventId_CreatedAt_Id_DeletedAt",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_EventId_Id_DeletedAt_ContactId",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_EventId_IsConfirmed_Id_DeletedAt",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_EventId_UpdatedAt_Id_DeletedAt",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_Id_DeletedAt",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_Id_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_Id_DeletedAt",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt", "DeletedAt", "ParticipantId", "OutMinute", "Quantity" });
        }
    }
}
