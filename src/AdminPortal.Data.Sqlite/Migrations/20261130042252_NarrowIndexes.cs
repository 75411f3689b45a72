using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class NarrowIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_Id_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_DeletedAt_Station_Type_InMinute_OutMinute_Quantity",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_Inside",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "Quantity", "CheckedOutAt", "DeletedAt" },
                filter: "[CheckedOutAt] IS NULL AND [DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_Id_DeletedAt",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_Station_Id_DeletedAt",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "Station", "Id", "DeletedAt" },
                filter: "[DeletedAt] IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CheckIns_Inside",
                table: "CheckIns");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_Id_DeletedAt",
                table: "CheckIns");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_Station_Id_DeletedAt",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_Id_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt", "Id", "DeletedAt", "ParticipantId", "OutMinute", "Quantity" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_DeletedAt_Station_Type_InMinute_OutMinute_Quantity",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "DeletedAt", "Station", "Type", "InMinute", "OutMinute", "Quantity" });
        }
    }
}
