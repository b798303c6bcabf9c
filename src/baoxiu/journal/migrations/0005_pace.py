from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0004_hash_unfolded"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.RunSQL("ALTER TABLE journal_pace SET UNLOGGED", migrations.RunSQL.noop),  # counts of minutes need not outlive a crash
    ]
